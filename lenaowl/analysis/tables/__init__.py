"""Tables of users: files and data frames, which columns mean what, and which proteins the rows name."""
