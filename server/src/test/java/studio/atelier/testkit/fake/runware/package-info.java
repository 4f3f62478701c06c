/// Runware: one address, a list of tasks in, a list of results and a list of errors out.
@NullMarked
package studio.atelier.testkit.fake.runware;

import org.jspecify.annotations.NullMarked;
