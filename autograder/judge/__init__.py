"""The trusted side: asks a harness, compares its answers with expected values, gives points."""
