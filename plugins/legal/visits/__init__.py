"""Days of duty (驻点日志): when resident judges, prosecutors and other visitors were in the village."""
