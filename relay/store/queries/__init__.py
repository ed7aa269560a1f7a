"""What the school asks of the database, by subject. These functions run inside Store.read or Store.write."""
