"""One station changed by a person: form, saving, closures, duplicates, photos."""
