package studio.atelier.platform.schedule;

import java.time.Duration;

/// Work that comes again. A room offers one as a bean; the clock starts anew when a run has ended, so that
/// runs never overlap, and a run that throws is logged and tried at the next turn.
///
/// @param name  `room.what`, never renamed: the due time is kept under it
/// @param every from the end of one run to the start of the next
/// @param work  may be run again after a crash in its middle
public record Schedule(String name, Duration every, Runnable work) {

    public Schedule {
        if (name.isBlank() || every.isNegative() || every.isZero()) {
            throw new IllegalArgumentException("recurring work has a name and a distance: " + name + ", " + every);
        }
    }

    public static Schedule every(String name, Duration every, Runnable work) {
        return new Schedule(name, every, work);
    }
}
