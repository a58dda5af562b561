"""Everything that opens a seal: disclosures, rotation of keys, the drill of a restore, her report."""
