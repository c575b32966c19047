"""
The reference integration: what stands between shop floor and business systems, written to be read.

    MQTT, OPC UA ---.                                   .--> ERP
                    +--> inbox --> handlers --> outbox -+--> MES    each posting with one key for ever
    webhooks,       |    (one SQLite transaction)       +--> QMS
    change feeds ---'         |                         '--> WMS
                              '--> genealogy --> trace answers

Like a post office: what comes in is stamped and booked before it is acknowledged, the letters that follow from it are
written in the same breath, and a letter is sent until its receipt is in the book. It knows `world.json` and sockets,
nothing of the harness.
"""
