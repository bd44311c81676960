"""Posts (岗位) in the browser: who holds what, giving and ending one, and what is handed over."""
