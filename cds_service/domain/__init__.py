"""What the service talks about: truth, facts, criteria, studies, ratings and scenarios, all frozen."""
