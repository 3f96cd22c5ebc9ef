SELECT 'reviews' AS list, row, held AS day, participation = 'Took part' AS met
FROM reviews
WHERE participation <> 'Under 4'
