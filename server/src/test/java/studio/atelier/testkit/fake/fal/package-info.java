/// fal: a queue of jobs, signed messages, uploads, prices.
@NullMarked
package studio.atelier.testkit.fake.fal;

import org.jspecify.annotations.NullMarked;
