"""What lies between the kit and this machine: Java, priorities, processes that end with their parent, command lines."""
