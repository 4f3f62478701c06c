package studio.atelier.engine.credits;

import studio.atelier.platform.money.Micros;

/// A person's money at one moment.
///
/// @param available may be spent; below zero after a provider billed more than was held
/// @param held      set aside for runs that have not ended, credits and own keys together
/// @param granted   all grants ever
/// @param spent     all charges to credits ever
public record Balance(Micros available, Micros held, Micros granted, Micros spent) {}
