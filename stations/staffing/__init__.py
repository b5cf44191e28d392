"""Who gets which rights: by the words of a form or of a list of people."""
