"""稿签: the sheet that goes with a story through the house, to read, print and sign."""
