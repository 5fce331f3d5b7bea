"""The milestones document: what stands in it, how it comes out of the record, its .docx file, and what changed in it.

`content` is the structure that a live document and an edition share; `words` makes lines of Markdown; `gathering`
reads the record; `word` writes the file; `changes` holds two documents against each other.
"""
