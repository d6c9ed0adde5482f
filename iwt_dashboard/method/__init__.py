"""Worked examples of the rules, and the glossary."""
