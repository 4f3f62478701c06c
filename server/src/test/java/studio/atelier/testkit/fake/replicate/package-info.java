/// Replicate: predictions, waited for, polled or told.
@NullMarked
package studio.atelier.testkit.fake.replicate;

import org.jspecify.annotations.NullMarked;
