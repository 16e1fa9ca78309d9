"""The untrusted side: loads a submission's definitions and answers the judge's requests about them."""
