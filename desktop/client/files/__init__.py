"""Files on one relay, without Qt: fetched by part, sent in frames, and kept by their hash."""
