"""What havn asks of others over the network: an identity provider, when one is set up, and nothing."""
