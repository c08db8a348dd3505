"""The grammar of the genre, each thing once; nothing here knows a plan."""
