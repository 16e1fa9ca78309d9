"""Throws bytes at what stands between the untrusted side and the judge."""
