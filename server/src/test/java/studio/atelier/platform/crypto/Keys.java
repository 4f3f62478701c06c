package studio.atelier.platform.crypto;

import java.security.SecureRandom;
import java.util.Arrays;
import studio.atelier.platform.settings.Secret;

/// Master keys for tests of other rooms.
public final class Keys {

    public static final Secret FIRST = EnvelopeTest.KEY;
    public static final Secret SECOND = EnvelopeTest.OTHER_KEY;

    private Keys() {}

    public static MasterKey master(Secret current, Secret... previous) {
        return MasterKey.of(current, Arrays.asList(previous));
    }

    public static Envelope envelope(MasterKey master) {
        return new Envelope(master, new SecureRandom());
    }
}
