package studio.atelier.engine.credits;

import studio.atelier.platform.money.Micros;

/// Whether the money is set aside.
public sealed interface ReserveResult {

    record Reserved() implements ReserveResult {}

    /// @param balance what is there
    /// @param missing what more the run would need
    record Insufficient(Micros balance, Micros missing) implements ReserveResult {}
}
