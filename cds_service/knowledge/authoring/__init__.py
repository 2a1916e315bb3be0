"""What helps an author: new files that ask for what they need, and schemas for editors."""
