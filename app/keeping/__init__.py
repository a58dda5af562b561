"""What is kept and for how long, by command: keys, backups, erasure, reports on records of people."""
