"""Ayllu: a laboratory of families stretched across borders."""
