"""Mail: messages and mailboxes as they are sent, and Outlook's own files."""
