"""三审三校: who reviews a story, in which order, and what lets it out of the house."""
