"""OAI-PMH 2.0, by which libraries harvest what an archive holds, as simple Dublin Core.

`answer(conn, arguments, base_url, now)` gives the XML for any request, errors included. It keeps
nothing between requests: a resumption token tells all that the next page needs.

Source: The Open Archives Initiative Protocol for Metadata Harvesting, version 2.0
(https://www.openarchives.org/OAI/openarchivesprotocol.html).
"""
