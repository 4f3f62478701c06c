package studio.atelier.backend.identity;

import studio.atelier.platform.settings.Secret;

/// The keys of this installation that applications are given. Two are long-lived tokens with a role in them; the other
/// two, in the newer form, are plain texts for the same roles.
///
/// @param anon        public; a caller with it is nobody in particular
/// @param serviceRole secret; passes by every policy
/// @param publishable as `anon`, in the newer form
/// @param secret      as `serviceRole`, in the newer form
public record ProjectKeys(String anon, Secret serviceRole, String publishable, Secret secret) {}
