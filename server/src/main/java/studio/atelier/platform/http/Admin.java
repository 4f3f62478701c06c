package studio.atelier.platform.http;

import studio.atelier.platform.database.Actor;

/// A signed-in platform administrator. As a controller's parameter it refuses everybody else with
/// `http.sign_in_required` (401) or `http.admin_required` (403).
///
/// @param actor the person, `admin()` is true
public record Admin(Actor actor) {}
