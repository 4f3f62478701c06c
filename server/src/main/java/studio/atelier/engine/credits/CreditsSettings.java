package studio.atelier.engine.credits;

import studio.atelier.platform.money.Micros;
import studio.atelier.platform.settings.SettingsReader;

/// @param signup granted once to every new person; zero for none
public record CreditsSettings(Micros signup) {

    private static final long CREDITS_MAX = 100_000_000;

    public static CreditsSettings read(SettingsReader settings) {
        long credits = settings.whole(
                "ATELIER_SIGNUP_CREDITS",
                0,
                0,
                CREDITS_MAX,
                "Credits every new person is granted, once; 1 credit is 1 cent of server-key use.");
        return new CreditsSettings(Micros.ofCents(credits));
    }
}
