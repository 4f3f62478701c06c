package studio.atelier.platform.events;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/// Names a record as an event: what, that it happened, and the version of its shape,
/// `generation.completed.v1`. A change that a reader of the old shape would not survive is a new version
/// beside the old one.
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
public @interface EventType {

    /// `room.past_tense.vN` in snake case.
    String value();
}
