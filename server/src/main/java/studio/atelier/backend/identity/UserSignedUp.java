package studio.atelier.backend.identity;

import java.util.UUID;
import studio.atelier.platform.events.EventType;

/// Somebody has an account now: by set-up, by sign-up, or made by an administrator.
///
/// @param first the first person of this installation
@EventType("identity.user_signed_up.v1")
public record UserSignedUp(UUID userId, boolean first) {}
