// Counts what arrives from other machines: a screen that follows it asks the core again.
class News {
  arrived = $state(0)

  take(): void {
    this.arrived += 1
  }
}

export const news = new News()
