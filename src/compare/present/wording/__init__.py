"""What is said about the results, in Chinese and English: names, headings, findings, notes."""
