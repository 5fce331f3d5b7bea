"""What a page costs at least: a constant one, the same with one query, and a plain list, by the framework's own book."""
