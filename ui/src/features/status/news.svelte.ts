// What arrives from other machines: a screen that follows it asks the core again.
type Follower = (groups: string[]) => void

class News {
  /** Counts what has arrived. */
  arrived = $state(0)
  #followers = new Set<Follower>()

  /** Something of these groups has arrived; without any, of the whole school. */
  take(groups: string[]): void {
    this.arrived += 1
    for (const follower of this.#followers) follower(groups)
  }

  /** Tells of each arrival until the answer is called. */
  follow(follower: Follower): () => void {
    this.#followers.add(follower)
    return () => this.#followers.delete(follower)
  }
}

export const news = new News()
