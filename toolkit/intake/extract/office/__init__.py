"""Office Open XML (ECMA-376): its packages, what they say of themselves, slides and sheets."""
