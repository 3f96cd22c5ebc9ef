SELECT 'contacts' AS list, row, date_of_contact AS day, true AS met
FROM contacts
