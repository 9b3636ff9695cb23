"""Many editions on one shelf: what they share, their sites, and what the shelf itself shows."""
