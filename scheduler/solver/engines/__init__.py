"""Engines that solve one program for one objective, behind one small port."""
