"""Tasks: what is published, for whom, and the plans that publish by themselves."""
