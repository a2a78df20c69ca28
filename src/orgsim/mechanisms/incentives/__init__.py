"""Mechanisms of KPIs and incentives."""
