"""Days of duty (驻点日志): when resident judges, prosecutors and other advisers were in the village."""
