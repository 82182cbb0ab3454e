"""Fonts: how wide a text is, which font has its characters, and the outlines of its glyphs.

measure   text → clusters and cells; needs no font
"""

from railroad.fonts.measure import cells, clusters

__all__ = ["cells", "clusters"]
