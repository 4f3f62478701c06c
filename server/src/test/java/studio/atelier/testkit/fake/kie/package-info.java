/// Kie: jobs whose every answer is a 200 with a code of its own inside.
@NullMarked
package studio.atelier.testkit.fake.kie;

import org.jspecify.annotations.NullMarked;
