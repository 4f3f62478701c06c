package studio.atelier.platform.telemetry;

/// One thing without which the server cannot serve. A room offers it as a bean; `/readyz` is red while any
/// is down.
public interface HealthCheck {

    /// A word: `database`, `disk`, `objects`.
    String name();

    /// Looks now. Called often, with a time limit; a throw counts as down.
    Health check();

    /// @param up     serves
    /// @param detail a sentence for the operator, without secrets
    record Health(boolean up, String detail) {

        public static Health up(String detail) {
            return new Health(true, detail);
        }

        public static Health down(String detail) {
            return new Health(false, detail);
        }
    }
}
