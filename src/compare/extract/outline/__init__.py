"""Paragraphs → heading tree → tasks."""
