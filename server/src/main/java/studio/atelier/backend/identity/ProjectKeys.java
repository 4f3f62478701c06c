package studio.atelier.backend.identity;

import studio.atelier.platform.settings.Secret;

/// The two keys of this installation that applications are given: long-lived tokens with a role in them.
///
/// @param anon        public; a caller with it is nobody in particular
/// @param serviceRole secret; passes by every policy
public record ProjectKeys(String anon, Secret serviceRole) {}
